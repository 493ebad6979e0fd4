"""The Teams app package: manifest, texts and icons, zipped with the app id and the domain filled in."""

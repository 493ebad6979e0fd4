"""How we talk: Teams in and out. The only folder that imports botbuilder and aiohttp."""

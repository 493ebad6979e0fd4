"""What happens, one file a step of the journey. Records in, records out; knows no Teams."""

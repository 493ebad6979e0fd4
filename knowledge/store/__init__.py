"""What is remembered: tables, transactions and queries, one file a family of tables."""

"""What each subcommand of `alliance` looks up and prints. No data is made here."""

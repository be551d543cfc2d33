"""The command line: each subcommand calls one step of the pipeline and shows what it gave."""

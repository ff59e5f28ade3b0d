"""The PostgreSQL and valkey that `./run demo` and `./run test` start for themselves."""

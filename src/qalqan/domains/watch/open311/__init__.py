"""Open311 GeoReport v2, both sides: a server for the clients of others, a client, and the exchange of reports
with a city's own centre. What an operator needs to know stands in docs/open311.md."""

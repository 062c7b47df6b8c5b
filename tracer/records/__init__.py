"""Call records of a provider: what a switch wrote of each call, and from whom a traced call came by it.

`profiles` says how a switch writes, `scan` reads files of any size by one pass, `trunks` says whose a trunk was on a day, and
`answers` puts the calls that a provider was asked about beside its records. Nothing here knows a case or a store.
"""

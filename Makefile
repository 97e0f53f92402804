# Thin aliases of ./portal; `./portal --help` says more.
.PHONY: help run test test-long check bench screens lock

help:
	@./portal --help

run:
	@exec ./portal run

test:
	@exec ./portal test

test-long:
	@exec ./portal test-long

check:
	@exec ./portal check

bench:
	@exec ./portal bench

screens:
	@exec ./portal screens

lock:
	@exec ./portal lock

"""A small invented web, served on localhost, that holds each case the product is about."""

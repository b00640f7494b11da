"""Whom figures are about: owners of quantities, from the names around them and in the sentences before."""

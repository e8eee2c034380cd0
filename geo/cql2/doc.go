// Package cql2 reads filters in CQL2 text (OGC 21-065r2) and judges rows by them.
//
// Taken are comparisons, BETWEEN, LIKE, IN, IS NULL, AND, OR, NOT, parentheses, CASEI,
// ACCENTI, DATE, TIMESTAMP and S_INTERSECTS with WKT, BBOX or ENVELOPE. What a filter may
// name is listed by the caller; sizes and depth are bounded; an error says at which character
// it is. Logic has three values: a comparison with NULL is neither true nor false, and only
// what is true is selected.
//
// Geometry is judged on the lattice, exactly, by its closure: what touches intersects.
package cql2

// Package atlas keeps the live picture of one revision in memory and answers from it:
// which areas hold a point, how far the nearest border is and whose the other side is, and
// what a name, an address, a code or coordinates stand for.
//
// A Picture is immutable. Readers take it with one atomic load and never see a mixture of
// two revisions; no answer costs SQL or a lock.
package atlas

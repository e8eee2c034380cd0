// Package walk answers how long a way on foot takes: a network of streets and paths with its
// gates and barriers, snapping that no wall is in the way of, fields of travel times from and
// to many facilities at once, and what changes when one of them opens or closes.
//
// Times are whole tenths of a second, so that sums are exact and every machine gives the same
// answer. A network is immutable; an edit makes another one.
package walk

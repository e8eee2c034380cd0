// Package city is the domain: the scheme of layers, areas with their codes and
// names, changes and revisions in two times (valid and recorded), the rules that a
// change must keep, the canonical form that is hashed, and the seams that stores fill.
//
// It knows no SQL, no HTTP and no file format. See docs/architecture.md.
package city

// Package geo holds the ground that all other rooms stand on: units, the integer
// lattice, exact predicates, and lengths and areas on the WGS-84 ellipsoid.
//
// Degrees become lattice once, at the door (Snap); from then on every decision
// about where a point lies is an integer comparison, so that Go, SQL and
// TypeScript give the same answer. See docs/architecture.md, "Owner rule".
package geo

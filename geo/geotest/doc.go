// Package geotest serves the tests of the other rooms: it finds the real data, reads
// the published test vectors, and makes the named bad shapes and bad files that every
// reader must survive. Nothing but tests imports it.
package geotest

// Package intake turns a boundary file into a report and one Change: it reads the file
// under limits, converts the datum, rounds to the lattice, checks every feature, nodes
// the borders against all partition layers, finds gaps and overlaps, and compares with
// what the store holds. A fault of single features puts these into the report and stores
// the rest; any other fault leaves the store as it was.
package intake

// Package arch holds the plan of the house as data and checks the sources against it:
// which room may import which (floors), where each outside technology lives (homes),
// how large a file and a function may be, and whether the links of the documents lead
// somewhere. Its tests run the checks over this repository; nothing imports it.
//
// docs/architecture.md draws the same plan for people. A new room is one line in rooms,
// a new dependency one line in homes: an unknown one is refused, so that nobody adds
// either without deciding where it belongs.
package arch

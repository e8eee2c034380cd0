// Package edit turns what an editor wants (put and delete, move a shared border, split,
// merge, take a revision back) into one city.Change and a report of what it does: areas
// touched, households moved, gaps and overlaps that open or close, levels that no longer
// agree.
//
// Draw is pure: it depends on a World and a Request alone. The report is made from what the
// store's own rules (city.Judge) say that the change writes, so a dry run tells what the
// same request then does.
//
// # Move a border
//
// A border moves by an exchange of ground: the old stretch and the new path close a loop,
// and of the ground in it each of the two areas gives the other what it has. So the two
// open no gap and no overlap, whatever the path. The areas of other partition layers whose
// border runs along the stretch make the same exchange, so that borders that were one line
// stay one line.
package edit

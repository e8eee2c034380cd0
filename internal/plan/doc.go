// Package plan answers planners: which households reach a place of service on foot in time, why
// the others do not, what an edit of the places or the streets would change, and where new
// places help most. Households are counted by building and by time on the walking network; what
// cannot be measured so is an estimate, with a band, and stands apart. docs/circle.md has the
// model, its assumptions and its errors.
package plan

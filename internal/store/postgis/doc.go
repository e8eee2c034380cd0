// Package postgis is the store for production: a schema in PostgreSQL (14 or later) with
// PostGIS (3 or later). SQL users find in it one view per layer of the areas in force now,
// and the function owner(layer, lon, lat, at), which gives the same answer as Redsail.
//
// # Writing
//
// Apply is one transaction at READ COMMITTED. It first locks the row of the counter: a
// second writer, in this process or another, waits there, and goes on with what the first
// has committed, because each statement of READ COMMITTED sees the latest. Readers never
// wait. city.Resolve decides; the rows go in by COPY; the counter is updated last, in a
// statement that names the timeline and the revision on which the change was resolved, so
// that a process that holds an old view of the store can commit nothing. NOTIFY on channel
// redsail_revision rings at the commit; it is a doorbell only, the change log is the truth.
//
// A commit that breaks off is looked into before Apply answers: the lock on the counter is
// free only when the broken transaction has ended, one way or the other.
//
// # Deadlines
//
// Each statement has a deadline in the server (statement_timeout) and, a little later, one
// of its context, for a server that does not answer at all. An ended context cancels the
// running statement in the server.
package postgis

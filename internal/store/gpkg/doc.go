// Package gpkg is the embedded store: one OGC GeoPackage file (OGC 12-128r18, version
// 1.3) in SQLite, which several redsail processes may have open at once.
//
// The first Apply takes the file into WAL mode with synchronous=FULL: a change that it has
// acknowledged survives a crash of the process and of the machine. Close turns the journal
// back to DELETE, so that the closed store is one file; when another process still has it
// open, WAL stays and that process turns it back. A process that only reads writes nothing,
// and a store that a user may not write can be read by them. Only a file in WAL mode without
// its -shm file (a crash, then a copy) needs somebody who may write in its folder.
//
// Init fills a draft, <name>.init-<number>, and then gives it its name. A process that is
// killed meanwhile leaves the draft behind; an Init of the same name a day later removes it.
//
// All writing goes through one connection and BEGIN IMMEDIATE, so writers of all processes
// queue for SQLite's write lock; reading goes through a small pool beside it and never waits.
//
// Versions stand in the attributes table area_version, their shapes and canonical content
// in area_content. Each layer of the scheme is a view of the same name: the areas in force
// today, readable by any GeoPackage program. "Today" is today in the city's zone: the view
// adds the zone's offset from UTC, which Init and each Open write into settings, to the
// clock of the program that reads. SQLite knows no zone names, so in a zone with summer
// time the view may be an hour off until the store is opened next; nothing in Redsail
// itself reads through the views.
package gpkg

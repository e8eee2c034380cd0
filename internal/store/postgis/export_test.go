package postgis

import "io/fs"

// WithMigrations gives options with other migrations than the program's.
func WithMigrations(o Options, files fs.FS) Options {
	o.migrations = files
	return o
}

package main

import (
	"context"
	"fmt"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/migrations"
)

// migrateCmd brings a store to another layout of its tables.
type migrateCmd struct {
	storeFlag
	To       *int   `placeholder:"N" help:"The number of the layout; an earlier one for an older Redsail. Default: the newest."`
	DryRun   bool   `help:"Say what would be done, and what stands in the way; write nothing."`
	Backup   string `placeholder:"FILE" help:"PostgreSQL: the backup that is made before. (A file is copied beside itself without being asked.)"`
	NoBackup bool   `help:"PostgreSQL: change the layout without a backup."`
}

// Run changes the layout and says where the store stands.
func (c *migrateCmd) Run(ctx context.Context, io streams) error {
	name, postgres, err := parseStore(c.Store)
	switch {
	case err != nil:
		return err
	case c.To != nil && *c.To < 1:
		return noLayout(*c.To, postgres)
	case !postgres && (c.Backup != "" || c.NoBackup):
		return usagef("--backup and --no-backup are of PostgreSQL; a file is copied beside itself")
	case c.Backup != "" && c.NoBackup:
		return usagef("--backup and --no-backup exclude one another")
	case postgres:
		return c.database(ctx, io, name)
	}
	m, err := c.file(ctx, name)
	return after(err, func() error {
		if m.Copy != "" {
			fmt.Fprintf(io.err, "as it was it is kept in %s\n", m.Copy)
		}
		return c.tell(io, m.From, m.To)
	})
}

// noLayout says which layouts a kind of store can have.
func noLayout(asked int, postgres bool) error {
	folder := migrations.GeoPackage
	if postgres {
		folder = migrations.PostGIS
	}
	steps, err := folder()
	if err != nil {
		return err
	}
	newest, err := migrations.Latest(steps)
	if err != nil {
		return err
	}
	return city.NoLayout(asked, newest)
}

// layout is that of --to; 0 = the newest.
func (c *migrateCmd) layout() int {
	if c.To == nil {
		return 0
	}
	return *c.To
}

// file changes the layout of a file; where it has accounts, the audit says so.
func (c *migrateCmd) file(ctx context.Context, name string) (m gpkg.Move, err error) {
	if c.DryRun || !there(name) || !there(name+gpkg.AuthSuffix) {
		return gpkg.Migrate(ctx, name, c.layout(), c.DryRun)
	}
	auth, err := gpkg.OpenAuth(ctx, name+gpkg.AuthSuffix)
	if err != nil {
		return m, err
	}
	defer closing(auth, &err)
	err = (&act{action: "store.migrate"}).record(ctx, auth, func() (_ int64, err error) {
		m, err = gpkg.Migrate(ctx, name, c.layout(), false)
		return 0, err
	})
	return m, err
}

func (c *migrateCmd) database(ctx context.Context, io streams, url string) error {
	before := func(ctx context.Context, s *postgis.Store, from, to int) error {
		switch {
		case c.NoBackup:
			return nil
		case c.Backup == "":
			return usagef("the layout goes from %d to %d: name the file of the backup that is made before (--backup FILE), or say --no-backup", from, to)
		}
		return backUp(ctx, io, s, c.Backup)
	}
	from, to, err := postgis.Migrate(ctx, url, postgis.Options{Before: before}, c.layout(), c.DryRun)
	if err != nil {
		return err
	}
	return c.tell(io, from, to)
}

func (c *migrateCmd) tell(io streams, from, to int) error {
	text := fmt.Sprintf("the store went from layout %d to layout %d", from, to)
	switch {
	case from == to:
		text = fmt.Sprintf("the store has layout %d", to)
	case c.DryRun:
		text = fmt.Sprintf("the store would go from layout %d to layout %d; nothing stands in the way", from, to)
	}
	_, err := fmt.Fprintln(io.err, text)
	return err
}

// mustMigrate keeps a command from changing the layout of a database in passing: programs on other
// machines may be at work on it, and nobody has asked for the backup.
func mustMigrate(_ context.Context, _ *postgis.Store, from, to int) error {
	return city.Errorf(city.Unavailable, "older_store",
		"the database has layout %d and this Redsail works with %d; stop the older programs and run: redsail migrate --store … --backup FILE", from, to)
}

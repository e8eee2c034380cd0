package main

import (
	"context"
	"fmt"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/backup"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/postgis"
)

// restoreCmd brings a backup back.
type restoreCmd struct {
	storeFlag
	plansFlag
	File     string `arg:"" placeholder:"BACKUP" help:"The backup."`
	Identity string `placeholder:"FILE" help:"The file with the identity that opens an encrypted backup."`
	Erased   string `placeholder:"FILE" help:"Codes of persons who were erased after the backup was made, one a line (redsail person erased): their keys do not come back."`
}

// Run writes the store whole or not at all.
func (c *restoreCmd) Run(ctx context.Context, io streams) error {
	start := time.Now()
	var erased []string
	if c.Erased != "" {
		var err error
		if erased, err = readLines(c.Erased); err != nil {
			return err
		}
		if err := city.CheckKeyCodes(erased); err != nil {
			return fmt.Errorf("%s: %w", c.Erased, err)
		}
	}
	b, done, err := openBackup(c.File, c.Identity)
	if err != nil {
		return err
	}
	defer done()
	b.Forget(erased)
	sink, err := c.sink(ctx, b)
	if err != nil {
		return err
	}
	plans, err := c.folder(c.Store)
	if err != nil {
		return err
	}
	sum, err := b.Into(ctx, &planSink{Sink: sink, folder: plans})
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if b.Manifest.Accounts {
		if err := c.record(ctx); err != nil {
			return err
		}
	}
	fmt.Fprintf(io.err, "restored %s in %.1f s; the store is on a new timeline\n", contents(&b.Manifest, &sum, b.Encrypted), time.Since(start).Seconds())
	if sum.Plans > 0 && plans == "" {
		fmt.Fprintf(io.err, "redsail: %d scenarios and proposals of the backup are left out: name a folder with --plans-dir to have them\n", sum.Plans)
	}
	if b.Persons && !b.Manifest.Keys {
		fmt.Fprintln(io.err, "redsail: the backup holds no keys of persons; a copy of them belongs beside the store (docs/operator.md)")
	}
	return nil
}

// record puts into the audit that came back that it did.
func (c *restoreCmd) record(ctx context.Context) error {
	return withAccess(ctx, c.Store, func(_ city.Store, svc *access.Service) error {
		return svc.Record(ctx, command(), access.Entry{Action: "store.restore", Outcome: "done"})
	})
}

func (c *restoreCmd) sink(ctx context.Context, b *backup.Reading) (backup.Sink, error) {
	name, postgres, err := parseStore(c.Store)
	switch {
	case err != nil:
		return nil, err
	case postgres:
		return postgis.NewRestore(ctx, name, b.Scheme, b.Manifest.StoreID, postgis.Options{})
	}
	return gpkg.NewRestore(ctx, name, b.Scheme, b.Manifest.StoreID)
}

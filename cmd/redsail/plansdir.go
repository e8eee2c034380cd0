package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"slices"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
	"github.com/redsail/redsail/internal/plan/balance"
	"github.com/redsail/redsail/internal/store/backup"
	"github.com/redsail/redsail/internal/store/shelf"
)

// plansFlag says where plans are kept from one run to the next.
type plansFlag struct {
	PlansDir string `placeholder:"DIR" help:"Where scenarios and proposals are kept; '-' = nowhere, they then end with the process. Default: FILE.gpkg.plans beside a file; of PostgreSQL nowhere."`
}

// folder is that of the plans of a store; empty = they are not kept.
func (f *plansFlag) folder(store string) (string, error) {
	name, postgres, err := parseStore(store)
	switch {
	case err != nil || f.PlansDir == "-":
		return "", err
	case f.PlansDir != "":
		return f.PlansDir, nil
	case postgres:
		return "", nil
	}
	return name + ".plans", nil
}

// planShelf keeps plans of a kind in a folder; nil for an empty one. The second is told that it fails.
func planShelf(folder, kind string, log *slog.Logger) (city.Shelf, func(error)) {
	failed := func(err error) { log.Warn("a plan is not kept", "error", err.Error()) }
	if folder == "" {
		return nil, failed
	}
	return &shelf.Shelf{Folder: folder, Kind: kind, Log: log}, failed
}

// planKinds are the kinds of plans that are kept.
var planKinds = []string{"scenario", "proposal"}

// plansIn are the plans of a folder, for a backup; nil for none. One that is given up meanwhile, or
// cannot be read, is left out.
func plansIn(folder string) iter.Seq2[backup.Plan, error] {
	if folder == "" || !there(folder) {
		return nil
	}
	return func(yield func(backup.Plan, error) bool) {
		for _, kind := range planKinds {
			s := &shelf.Shelf{Folder: folder, Kind: kind}
			names, err := s.Names()
			if err != nil {
				yield(backup.Plan{}, err)
				return
			}
			for _, name := range names {
				record, err := s.Get(name)
				var broken *city.BrokenRecordError
				if errors.Is(err, city.ErrNoRecord) || errors.As(err, &broken) {
					continue
				}
				if !yield(backup.Plan{Kind: kind, Name: name, Record: record}, err) {
					return
				}
			}
		}
	}
}

// planSink puts the plans of a backup into a folder once the store stands.
type planSink struct {
	backup.Sink
	folder string // empty = they are left out
	plans  []backup.Plan
	put    int
}

// mostPlanBytes bounds what plans of a backup take of memory until the store stands.
const mostPlanBytes = 512 << 20

// Plan keeps a plan until Commit.
func (s *planSink) Plan(_ context.Context, p backup.Plan) error {
	if !slices.Contains(planKinds, p.Kind) || len(p.Record) > shelf.MostRecord {
		return city.Errorf(city.Invalid, "broken_backup", "the backup holds a plan of kind %.64q with %d bytes, which is none", p.Kind, len(p.Record))
	}
	if s.put += len(p.Record); s.put > mostPlanBytes {
		return city.Errorf(city.TooLarge, "backup_too_large", "the plans of the backup have more than %d bytes", mostPlanBytes)
	}
	s.plans = append(s.plans, p)
	return nil
}

// Commit puts the plans into their folder, then makes the store stand: what stands cannot be restored
// again, so nothing may be missing then. Where either fails the folder is as it was, and there is no store;
// of a process that is killed in between plans may stay, which the next restore writes over. They stay too
// where a database does not say whether the store stands (commit_unknown).
func (s *planSink) Commit(ctx context.Context) (err error) {
	var undo []func() error
	defer func() {
		if err == nil || city.CodeOf(err) == "commit_unknown" {
			return
		}
		for _, u := range slices.Backward(undo) {
			if left := u(); left != nil {
				err = errors.Join(err, fmt.Errorf("a plan of the backup stays in %s: %w", s.folder, left))
			}
		}
	}()
	for _, p := range s.plans {
		if s.folder == "" {
			break
		}
		at := &shelf.Shelf{Folder: s.folder, Kind: p.Kind}
		back, err := putBack(at, p.Name)
		if err == nil {
			err = at.Put(p.Name, p.Record)
		}
		if err != nil {
			return fmt.Errorf("nothing is restored, for %s %.80q cannot be kept: %w", p.Kind, p.Name, err)
		}
		undo = append(undo, back)
	}
	return s.Sink.Commit(ctx)
}

// putBack makes of a record again what it is now.
func putBack(at *shelf.Shelf, name string) (func() error, error) {
	was, err := at.Get(name)
	var broken *city.BrokenRecordError
	switch {
	case errors.Is(err, city.ErrNoRecord):
		return func() error { return at.Drop(name) }, nil
	case errors.As(err, &broken): // reading has set it aside
		return func() error { return at.TakeBack(name) }, nil
	case err != nil:
		return nil, err
	}
	return func() error { return at.Put(name, was) }, nil
}

// newPlanner is a planner that keeps its scenarios in a folder; none for an empty one.
func newPlanner(a *atlas.Atlas, folder string, log *slog.Logger) *plan.Planner {
	var o plan.Options
	o.Shelf, o.Failed = planShelf(folder, "scenario", log)
	return plan.NewWith(a, o)
}

// proposals are kept in a folder too.
func proposals(folder string, log *slog.Logger) (o balance.Options) {
	o.Shelf, o.Failed = planShelf(folder, "proposal", log)
	return o
}

package main

import (
	"log/slog"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
	"github.com/redsail/redsail/internal/plan/balance"
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

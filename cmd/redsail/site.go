package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/jobs"
	"github.com/redsail/redsail/internal/plan"
)

// siteCmd finds where new places should stand.
type siteCmd struct {
	storeFlag
	New        int      `placeholder:"N" help:"How many new places, at most; not for lscp."`
	Candidates string   `default:"auto" placeholder:"FILE|store|auto" help:"store takes the records of the store that are not there yet (planned to accepted), with their costs. FILE is a CSV with the columns lon, lat (经度, 纬度) and, if you like, name, cost, required, forbidden (名称, 造价, 必选, 禁选); one without a cost is left out where there is a budget; auto makes them along the public streets."`
	Model      string   `default:"mclp" enum:"mclp,pmedian,lscp" help:"What is asked for: ${enum}."`
	Minutes    *int     `placeholder:"N" help:"The service circle, 1 to 120 minutes. Default: what the scheme's norms say, else 10."`
	Budget     *int64   `placeholder:"N" help:"What the new places may cost together."`
	Cost       *int64   `placeholder:"N" help:"What each candidate of auto costs; needed with --budget there."`
	MayClose   []string `placeholder:"CODE,…" help:"Open places that may be given up; each allows one new place more."`
	Spacing    *float64 `placeholder:"M" help:"Metres between the candidates of auto. Default: 200."`
	Kind       string   `placeholder:"KIND" help:"Kind of places. Default: red_sail_station."`
	Profile    string   `placeholder:"NAME" help:"Who walks: adult, elderly, wheelchair (no steps), bicycle, or a profile of the scheme's own rules. Default: adult."`
	Direction  string   `enum:"to,from" default:"to" help:"Who walks where: to the place, or from it home. One-way streets and gates make the two differ."`
	Policy     bool     `help:"Judge households by the minutes of the class of their area, as the scheme's norms say (service_circle_by_class)."`
	OpenAt     string   `placeholder:"TIME" help:"Of the places that stand count only those open at this instant."`
	Seed       uint64   `default:"1" help:"The same question with the same seed has the same answer."`
	Out        string   `placeholder:"FILE" help:"Write a report into FILE.html (to print, with a map), FILE.csv or FILE.geojson too."`
	JSON       bool     `name:"json" help:"Print JSON."`
}

// Run solves and prints.
func (c *siteCmd) Run(ctx context.Context, io streams) (err error) {
	ask, err := c.ask()
	if err != nil {
		return err
	}
	if c.Out != "" { // before the long run
		if _, err := reportForm(c.Out); err != nil {
			return err
		}
	}
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	a, err := openAtlas(ctx, s, c.Store)
	if err != nil {
		return err
	}
	if c.Kind != "" {
		if err := oneKind(a, c.Kind); err != nil {
			return err
		}
	}
	if err := oneProfile(a, c.Profile); err != nil {
		return err
	}
	if c.OpenAt != "" {
		if _, err := atlas.ParseInstant(c.OpenAt, a.Zone()); err != nil {
			return usagef("--open-at: %v", err)
		}
	}
	p := plan.New(a)
	got, err := p.Site(ctx, ask, func(done float64, note string, _ ...jobs.Step) {
		if io.live {
			fmt.Fprintf(io.err, "\rredsail: %3.0f %%  %-70.70s", 100*done, note)
		}
	})
	if io.live {
		fmt.Fprintln(io.err)
	}
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := writeReport(c.Store, c.Out, func(form string) ([]byte, error) { return p.SitingReport(ctx, got, form) }); err != nil {
			return err
		}
	}
	if c.JSON {
		enc := json.NewEncoder(io.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(got)
	}
	return printSites(io.out, got)
}

func (c *siteCmd) ask() (plan.SitingAsk, error) {
	minutes, err := minutesOf(c.Minutes)
	if err != nil {
		return plan.SitingAsk{}, err
	}
	ask := plan.SitingAsk{Model: c.Model, New: c.New, Minutes: plan.Minutes(minutes), Budget: c.Budget, Seed: c.Seed, Spacing: c.Spacing, Cost: c.Cost, MayClose: c.MayClose, Kind: c.Kind, Profile: c.Profile, Direction: c.Direction, Policy: c.Policy, OpenAt: c.OpenAt}
	if c.Candidates == "auto" {
		return ask, c.check(&ask)
	}
	if c.Candidates == plan.FromStore {
		ask.From = plan.FromStore
		return ask, c.check(&ask)
	}
	ask.Candidates = []plan.Candidate{{}} // those of the file, which is read when all else is right
	if err := c.check(&ask); err != nil {
		return ask, err
	}
	f, err := os.Open(c.Candidates)
	if err != nil {
		return ask, err
	}
	defer f.Close()
	if ask.Candidates, err = readCandidates(f); err != nil {
		return ask, fmt.Errorf("%s: %w", c.Candidates, err)
	}
	return ask, nil
}

// check refuses a question that contradicts itself, in the words of the flags.
func (c *siteCmd) check(ask *plan.SitingAsk) error {
	if err := ask.Check(); err != nil {
		return usagef("%s", flagged(err))
	}
	return nil
}

// flagged is an error of the question as one of flags.
func flagged(err error) string {
	text := err.Error()
	for field, flag := range map[string]string{"spacing_m": "--spacing", "new": "--new", "budget": "--budget", "cost": "--cost", "minutes": "--minutes", "model": "--model"} {
		if rest, ok := strings.CutPrefix(text, field); ok {
			return flag + rest
		}
	}
	return text
}

package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"text/tabwriter"

	"github.com/redsail/redsail/internal/plan"
)

// siteUnits are those of objectives.
var siteUnits = map[string]string{"mclp": "households newly covered", "pmedian": "household-minutes saved", "lscp": "places"}

// printSites prints an answer as text.
func printSites(out io.Writer, s *plan.Sites) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	unit, bound := siteUnits[s.Model], "upper bound\tat most"
	if s.Model == "lscp" {
		bound = "lower bound\tat least"
	}
	fmt.Fprintf(w, "model\t%s, %d minutes, %d candidates, seed %d\nrevision\t%d\nobjective\t%.0f %s\n%s %.0f\ngap\t%.4f %%\ncovered before\t%s of %s\n",
		s.Model, s.Minutes, s.Candidates, s.Seed, s.Revision, s.Objective, unit, bound, s.UpperBound, s.GapPercent, count(s.Before.Covered), count(s.Before.Total))
	fmt.Fprintf(w, "out of reach\t%d households, of all candidates and open places\n", s.Unreached)
	printCost(w, s)
	printProfile(w, s.Profile, s.Assumptions.Assumptions)
	printPolicy(w, s.Policy)
	if s.OpenAt != nil {
		fmt.Fprintf(w, "open at\t%s (%d places of unknown hours left out)\n", *s.OpenAt, s.Unknown)
	}
	for _, l := range s.LeftOut {
		fmt.Fprintf(w, "left out\t%d candidates %s\n", l.Count, l.Why)
	}
	printSiteAssumptions(w, &s.Assumptions)
	printChosen(w, s)
	return w.Flush()
}

// printCost prints what the places cost; nothing where no cost plays a part.
func printCost(w io.Writer, s *plan.Sites) {
	switch {
	case s.Cost == nil && slices.ContainsFunc(s.Chosen, func(c plan.Chosen) bool { return c.Code != "" }):
		fmt.Fprintf(w, "cost\tnot known of any of the places\n")
	case s.Cost != nil && s.Uncosted > 0:
		fmt.Fprintf(w, "cost\t%d, and %d places of unknown cost\n", *s.Cost, s.Uncosted)
	case s.Cost != nil:
		fmt.Fprintf(w, "cost\t%d\n", *s.Cost)
	}
}

// printSiteAssumptions prints what the figures rest on.
func printSiteAssumptions(w io.Writer, on *plan.SitingAssumptions) {
	candidates := "given"
	if on.Made {
		candidates = fmt.Sprintf("made along the public streets, %.0f m apart", on.SpacingM)
	}
	fmt.Fprintf(w, "assumptions\tcandidates %s; %g km/h, %s; data of %s\n", candidates, on.SpeedKMH, on.Direction, on.DataDate)
	fmt.Fprintf(w, "\tdemand: %s\n", on.Demand)
	if on.Estimated != nil && *on.Estimated > 0 {
		fmt.Fprintf(w, "\t%d households are estimated and no demand here\n", *on.Estimated)
	}
	for _, source := range on.Sources {
		fmt.Fprintf(w, "streets\t%s\n", source)
	}
}

// printChosen prints the table of the places.
func printChosen(w io.Writer, s *plan.Sites) {
	records := slices.ContainsFunc(s.Chosen, func(c plan.Chosen) bool { return c.Code != "" })
	costs := records || s.Cost != nil
	fmt.Fprintf(w, "\n#\tlon\tlat\tnew households\tname")
	if records {
		fmt.Fprintf(w, "\tcode\tstate")
	}
	if costs {
		fmt.Fprintf(w, "\tcost")
	}
	fmt.Fprintf(w, "\n")
	for i, c := range s.Chosen {
		fmt.Fprintf(w, "%d\t%.7f\t%.7f\t%d\t%s", i+1, c.Lon, c.Lat, c.Gain, c.Name)
		if records {
			fmt.Fprintf(w, "\t%s\t%s", c.Code, c.State)
		}
		if costs {
			cost := "not known"
			if c.Cost != nil {
				cost = strconv.FormatInt(*c.Cost, 10)
			}
			fmt.Fprintf(w, "\t%s", cost)
		}
		fmt.Fprintf(w, "\n")
	}
	for _, c := range s.Closed {
		fmt.Fprintf(w, "close\t%s\t\tloses %.0f\t%s\n", c.Code, c.Lost, c.Name)
	}
}

package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
	"github.com/redsail/redsail/internal/plan"
)

// readCandidates reads a CSV; errors name the line.
func readCandidates(in io.Reader) ([]plan.Candidate, error) {
	r := csv.NewReader(in)
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		return nil, city.Errorf(city.Invalid, "bad_csv", "there is no line of column names: %s", err)
	}
	at := map[string]int{}
	for i, name := range head {
		name = candidateColumn(name)
		if name == "" {
			continue
		}
		if _, twice := at[name]; twice {
			return nil, city.Errorf(city.Invalid, "bad_csv", "the column %q stands twice", name)
		}
		at[name] = i
	}
	for _, need := range []string{"lon", "lat"} {
		if _, there := at[need]; !there {
			return nil, city.Errorf(city.Invalid, "bad_csv", "there is no column %s (%s)", need, map[string]string{"lon": "经度", "lat": "纬度"}[need])
		}
	}
	var out []plan.Candidate
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			if len(out) == 0 {
				return nil, city.Errorf(city.Invalid, "bad_csv", "there is no candidate")
			}
			return out, nil
		}
		if err != nil {
			return nil, city.Errorf(city.Invalid, "bad_csv", "%s", err)
		}
		line, _ := r.FieldPos(0)
		c, err := candidateOf(row, at)
		if err != nil {
			return nil, city.Errorf(city.Invalid, "bad_csv", "line %d: %s", line, err)
		}
		if out = append(out, c); len(out) > plan.MostCandidates {
			return nil, city.Errorf(city.TooLarge, "too_many_candidates", "there are more than %d candidates", plan.MostCandidates)
		}
	}
}

func candidateOf(row []string, at map[string]int) (c plan.Candidate, err error) {
	cell := func(name string) string {
		if i, there := at[name]; there {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	for name, into := range map[string]*float64{"lon": &c.Lon, "lat": &c.Lat} {
		v, ok := atlas.ParseNumber(cell(name))
		if !ok {
			return c, fmt.Errorf("%s is no number", name)
		}
		*into = v
	}
	c.Name = strings.Clone(cell("name"))
	if text := cell("cost"); text != "" {
		cost, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return c, fmt.Errorf("cost is no whole number")
		}
		c.Cost = &cost
	}
	for name, into := range map[string]*bool{"required": &c.Required, "forbidden": &c.Forbidden} {
		switch strings.ToLower(cell(name)) {
		case "", "0", "no", "false", "否":
		case "1", "yes", "true", "是":
			*into = true
		default:
			return c, fmt.Errorf("%s is neither yes nor no", name)
		}
	}
	if c.Required && c.Forbidden {
		return c, errors.New("it is required and forbidden")
	}
	return c, nil
}

// candidateColumn is what a column is by its heading, as in a table of places; empty = nothing that is asked for.
func candidateColumn(title string) string {
	title = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(title, "\ufeff")))
	switch title {
	case "required", "必选", "必建":
		return "required"
	case "forbidden", "禁选", "不选":
		return "forbidden"
	}
	switch key := intake.ColumnOf(intake.TablePlace, title); key {
	case "lon", "lat", "name", "cost":
		return key
	}
	return ""
}

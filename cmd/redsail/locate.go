package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// locateCmd answers one point, or each line of a CSV.
type locateCmd struct {
	storeFlag
	CRS      string  `name:"crs" default:"wgs84" help:"System of the coordinates: wgs84, EPSG:n, gcj02, bd09, tm:…"`
	At       string  `placeholder:"TIME" help:"An instant with offset, or a date. Default: now."`
	Revision int64   `placeholder:"N" help:"What this revision knew. Default: the latest."`
	Accuracy float64 `placeholder:"M" help:"Radius in metres within which the true point lies."`
	Kinds    string  `placeholder:"KIND,…" help:"Kinds of places to look for nearby. Default: red_sail_station."`
	Point    string  `arg:"" optional:"" placeholder:"LON,LAT" help:"The point, longitude first: 116.404,39.915"`
	In       string  `placeholder:"FILE.csv" help:"Answer each line of this CSV ('-' = stdin)."`
	LonField string  `default:"lon" help:"Column of the longitude or easting."`
	LatField string  `default:"lat" help:"Column of the latitude or northing."`
	Out      string  `placeholder:"FILE.csv" help:"Where the answers go ('-' or nothing = stdout)."`
	Columns  string  `default:"all" enum:"codes,border,station,all" help:"What is added to each line."`
	Prefix   string  `placeholder:"P" help:"Put before the names of the added columns."`
}

// Run answers.
func (c *locateCmd) Run(ctx context.Context, io streams) (err error) {
	if (c.Point == "") == (c.In == "") {
		return usagef("locate takes either LON,LAT or --in FILE.csv")
	}
	if c.Revision < 0 {
		return usagef("--revision: revisions begin with 1")
	}
	sys, err := crs.Parse(c.CRS)
	if err != nil {
		return usagef("--crs: %v", err)
	}
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	a, err := atlas.Open(ctx, s, nil)
	if err != nil {
		return err
	}
	at := a.Now()
	if c.At != "" {
		if at, err = atlas.ParseInstant(c.At, a.Zone()); err != nil {
			return usagef("--at: %v", err)
		}
	}
	pic, err := a.At(ctx, city.DateOf(at), c.Revision)
	if err != nil {
		return err
	}
	kinds, err := c.kinds(pic)
	if err != nil {
		return err
	}
	if c.In != "" {
		return c.bulk(ctx, io, pic, sys, kinds)
	}
	return c.single(io, pic, sys, atlas.Asked{AccuracyM: c.Accuracy, At: at, Kinds: kinds})
}

// kinds are the kinds of places to look for; nil when none is named.
func (c *locateCmd) kinds(pic *atlas.Picture) ([]string, error) {
	if c.Kinds == "" {
		return nil, nil
	}
	list, err := atlas.ParseKinds(pic.Scheme, c.Kinds)
	if err != nil {
		return nil, usagef("--kinds: %v", err)
	}
	return list, nil
}

// single prints the Answer of the contract for one point.
func (c *locateCmd) single(io streams, pic *atlas.Picture, sys crs.System, asked atlas.Asked) error {
	pos, err := parsePoint(c.Point)
	if err != nil {
		return err
	}
	if c.Accuracy < 0 || math.IsNaN(c.Accuracy) {
		return usagef("--accuracy is a radius in metres")
	}
	ll, err := sys.ToWGS84(pos)
	if err != nil {
		return usagef("%s: %v", c.Point, err)
	}
	q, err := geo.Snap(ll)
	if _, swapped := geo.Snap(orb.Point{ll[1], ll[0]}); err != nil && swapped == nil {
		return usagef("%s: %v; the longitude comes first: LON,LAT", c.Point, err)
	}
	if err != nil {
		return usagef("%s: %v", c.Point, err)
	}
	sent := atlas.Point{Lon: pos[0], Lat: pos[1], CRS: atlas.SystemName(sys)}
	reply := atlas.NewReply(sent, asked.At, pic, pic.Locate(q, asked))
	enc := json.NewEncoder(io.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(reply)
}

func parsePoint(text string) (orb.Point, error) {
	var p orb.Point
	parts := strings.Split(text, ",")
	if len(parts) != 2 {
		return p, usagef("%q is not a position LON,LAT", text)
	}
	for i, part := range parts {
		v, ok := atlas.ParseNumber(strings.TrimSpace(part))
		if !ok {
			return p, usagef("%q is not a position LON,LAT: %q is not a number", text, part)
		}
		p[i] = v
	}
	return p, nil
}

// bulk answers each line of a CSV.
func (c *locateCmd) bulk(ctx context.Context, std streams, pic *atlas.Picture, sys crs.System, kinds []string) error {
	in := io.Reader(os.Stdin)
	if c.In != "-" {
		f, err := os.Open(c.In)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	name := c.Out
	if name == "-" {
		name = ""
	}
	file, err := createOut(name)
	if err != nil {
		return err
	}
	defer file.drop()
	out := io.Writer(file)
	if name == "" {
		out = std.out
	}
	b := atlas.Bulk{
		LonField: c.LonField, LatField: c.LatField, CRS: sys,
		Columns: atlas.Columns(c.Columns), Kinds: kinds, Prefix: c.Prefix, Progress: progress(std.err),
	}
	res, err := pic.LocateCSV(ctx, in, out, b)
	if err != nil {
		return err
	}
	if err := file.keep(); err != nil {
		return err
	}
	fmt.Fprintf(std.err, "redsail: %d lines, %d with errors\n", res.Lines, res.Errors)
	if res.Errors > 0 {
		return errFindings
	}
	return nil
}

// progress prints lines and rate, at most twice a second.
func progress(w io.Writer) func(int64) {
	start := time.Now()
	last := start
	return func(lines int64) {
		now := time.Now()
		if now.Sub(last) < 2*time.Second {
			return
		}
		last = now
		fmt.Fprintf(w, "redsail: %d lines, %.0f a second\n", lines, float64(lines)/now.Sub(start).Seconds())
	}
}

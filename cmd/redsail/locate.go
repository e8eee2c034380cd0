package main

import (
	"context"
	"encoding/json"
	"math"
	"regexp"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// locateCmd answers one point, or each line of a file.
type locateCmd struct {
	storeFlag
	CRS          string   `name:"crs" default:"wgs84" help:"System of the coordinates: wgs84, EPSG:n, gcj02, bd09, tm:…"`
	At           string   `placeholder:"TIME" help:"An instant with offset, or a date. Default: now."`
	Revision     int64    `placeholder:"N" help:"What this revision knew. Default: the latest."`
	Accuracy     *float64 `placeholder:"M" help:"Radius in metres within which the true point lies; of one point only."`
	Kinds        string   `placeholder:"KIND,…" help:"Kinds of places to look for nearby. Default: red_sail_station."`
	Tags         string   `placeholder:"WORD,…" help:"Services and skills that the places nearby must all have."`
	Point        string   `arg:"" optional:"" placeholder:"LON,LAT" help:"The point, longitude first: 116.404,39.915"`
	In           string   `placeholder:"FILE" help:"Answer each line of this CSV or NDJSON, gzip too ('-' = stdin)."`
	InputFormat  string   `default:"auto" enum:"auto,csv,ndjson" help:"What --in holds: ${enum}. auto takes a name in .ndjson or .jsonl, and a text that begins with {, for NDJSON."`
	LonField     string   `default:"lon" help:"Column of the longitude or easting, of a CSV."`
	LatField     string   `default:"lat" help:"Column of the latitude or northing, of a CSV."`
	Address      string   `placeholder:"TEXT" help:"Find what an address means, and print the candidates: 安盛街21号3号楼"`
	AddressField string   `placeholder:"NAME" help:"Column of --in that holds an address instead of coordinates; of NDJSON always address."`
	Out          string   `placeholder:"FILE" help:"Where the answers of --in go ('-' or nothing = stdout)."`
	Columns      string   `default:"all" enum:"codes,border,station,posts,all" help:"What is added to each line: ${enum}."`
	Prefix       string   `placeholder:"P" help:"Put before the names of the columns that a CSV gets."`
}

// Run answers.
func (c *locateCmd) Run(ctx context.Context, io streams) (err error) {
	if err := c.addressed(); err != nil {
		return err
	}
	if c.Address == "" && (c.Point == "") == (c.In == "") {
		return usagef("locate takes either LON,LAT or --in FILE, or --address TEXT")
	}
	if c.In != "" && c.Accuracy != nil {
		return usagef("--accuracy is for one point; the lines of --in are answered as exact points")
	}
	if c.Point != "" && (c.Out != "" || c.Prefix != "" || c.InputFormat != "auto") {
		return usagef("--out, --prefix and --input-format are for --in")
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
	a, err := openAtlas(ctx, s, c.Store)
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
	if c.Address != "" {
		return c.oneAddress(ctx, io, pic)
	}
	kinds, err := c.kinds(pic)
	if err != nil {
		return err
	}
	var tags []string
	if c.Tags != "" {
		if tags, err = atlas.ParseTags(c.Tags); err != nil {
			return usagef("--tags: %v", err)
		}
	}
	asked := atlas.Asked{At: at, Kinds: kinds, Tags: tags}
	if c.In != "" {
		return c.bulk(ctx, io, pic, sys, asked)
	}
	return c.single(io, pic, sys, asked)
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
	if c.Accuracy != nil {
		if asked.AccuracyM = *c.Accuracy; asked.AccuracyM < 0 || math.IsNaN(asked.AccuracyM) {
			return usagef("--accuracy is a radius in metres")
		}
	}
	q, err := onLattice(sys, pos)
	if _, swapped := onLattice(sys, orb.Point{pos[1], pos[0]}); err != nil && swapped == nil {
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

// onLattice converts a position to the lattice.
func onLattice(sys crs.System, pos orb.Point) (geo.Point, error) {
	ll, err := sys.ToWGS84(pos)
	if err != nil {
		return geo.Point{}, err
	}
	return geo.Snap(ll)
}

// degreeMark ends a number of degrees, as people copy it: 119.86°, 119.86°E.
var degreeMark = regexp.MustCompile(`°\s*[ENen]?$`)

func parsePoint(text string) (orb.Point, error) {
	var p orb.Point
	parts := strings.Split(text, ",")
	if len(parts) != 2 {
		return p, usagef("%q is not a position LON,LAT", text)
	}
	for i, part := range parts {
		v, ok := atlas.ParseNumber(degreeMark.ReplaceAllString(strings.TrimSpace(part), ""))
		if !ok {
			return p, usagef("%q is not a position LON,LAT: %q is not a number", text, part)
		}
		p[i] = v
	}
	return p, nil
}

package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// exportCmd writes a layer into a file.
type exportCmd struct {
	storeFlag
	Layer    string `required:"" placeholder:"KEY" help:"A layer of the scheme, building, road, path, rail, river, wall, or a kind of places."`
	Format   string `required:"" placeholder:"geojson" help:"Form of the file: geojson."`
	At       string `placeholder:"TIME" help:"An instant with offset, or a date. Default: now."`
	Revision int64  `placeholder:"N" help:"What this revision knew. Default: the latest."`
	CRS      string `name:"crs" default:"wgs84" help:"System of the coordinates: wgs84, EPSG:n, gcj02, bd09, tm:…; the file names any other than WGS-84."`
	Out      string `placeholder:"FILE" help:"Where it goes ('-' or nothing = stdout)."`
}

// Help says who may have the file.
func (exportCmd) Help() string {
	return "The file holds all that the store knows of each thing, the number of households of a building too: it is for the keeper of the data. " +
		"No person is in it. The same content gives the same file, from whatever store."
}

// laterFormats are those of the plan that are not written yet.
var laterFormats = []string{"gpkg", "shp", "csv", "xlsx", "kml", "pmtiles", "mbtiles", "h3"}

// Run writes.
func (c *exportCmd) Run(ctx context.Context, std streams) (err error) {
	sys, err := c.check()
	if err != nil {
		return err
	}
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	e, err := c.ask(ctx, s, sys)
	if err != nil {
		return err
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
	features, err := e.WriteGeoJSON(ctx, s, out)
	if err != nil {
		return err
	}
	if err := file.keep(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.err, "redsail: %d features of %s on %s\n", features, e.Layer, e.At)
	return err
}

// check judges the options by themselves.
func (c *exportCmd) check() (crs.System, error) {
	switch {
	case slices.Contains(laterFormats, c.Format):
		return nil, usagef("--format: %s is not written yet; geojson is", c.Format)
	case c.Format != "geojson":
		return nil, usagef("--format: %.40q is unknown; there is geojson, and later %s", c.Format, strings.Join(laterFormats, ", "))
	case c.Revision < 0:
		return nil, usagef("--revision: revisions begin with 1")
	}
	sys, err := crs.Parse(c.CRS)
	if err != nil {
		return nil, usagef("--crs: %v", err)
	}
	return sys, nil
}

// ask resolves the time in the city's zone.
func (c *exportCmd) ask(ctx context.Context, s city.Reader, sys crs.System) (*atlas.Export, error) {
	scheme, err := s.Scheme(ctx)
	if err != nil {
		return nil, err
	}
	zone := scheme.Location()
	at := time.Now().In(zone)
	if c.At != "" {
		if at, err = atlas.ParseInstant(c.At, zone); err != nil {
			return nil, usagef("--at: %v", err)
		}
	}
	return &atlas.Export{Layer: c.Layer, At: city.DateOf(at), Revision: c.Revision, CRS: sys}, nil
}

package main

import (
	"cmp"
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
	Layer  string `required:"" placeholder:"KEY" help:"A layer of the scheme, building, road, path, rail, river, wall, or a kind of places."`
	Format string `required:"" placeholder:"geojson" help:"Form of the file: geojson, or h3: the areas as H3 cells for a join in a warehouse (CSV; docs/warehouse.md)."`
	// Resolution is of h3 alone; 0 = not said.
	Resolution int    `placeholder:"N" help:"Of h3: 7 (hexagons of 5 km²) to 12 (300 m²). Default: 10 (0.015 km²)."`
	At         string `placeholder:"TIME" help:"An instant with offset, or a date. Default: now."`
	Revision   int64  `placeholder:"N" help:"What this revision knew. Default: the latest."`
	CRS        string `name:"crs" default:"wgs84" help:"System of the coordinates: wgs84, EPSG:n, gcj02, bd09, tm:…; the file names any other than WGS-84."`
	Out        string `placeholder:"FILE" help:"Where it goes ('-' or nothing = stdout)."`
}

// Help says who may have the file.
func (exportCmd) Help() string {
	return "The file holds all that the store knows of each thing, the number of households of a building too: it is for the keeper of the data. " +
		"No person is in it. The same content gives the same file, from whatever store."
}

const formatH3 = "h3"

// laterFormats are those of the plan that are not written yet.
var laterFormats = []string{"gpkg", "shp", "csv", "xlsx", "kml", "pmtiles", "mbtiles"}

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
	file, out, err := createResults(c.Out, std.out)
	if err != nil {
		return err
	}
	defer file.drop()
	done, err := c.write(ctx, s, e, out)
	if err != nil {
		return err
	}
	if err := file.keep(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.err, "redsail: %s of %s on %s\n", done, e.Layer, e.At)
	return err
}

// write writes the file and says what is in it.
func (c *exportCmd) write(ctx context.Context, s city.Reader, e *atlas.Export, out io.Writer) (done string, err error) {
	if c.Format == formatH3 {
		areas, cells, err := e.WriteH3(ctx, s, out, cmp.Or(c.Resolution, atlas.HexUsual))
		return fmt.Sprintf("%d areas in %d cells", areas, cells), err
	}
	features, err := e.WriteGeoJSON(ctx, s, out)
	return fmt.Sprintf("%d features", features), err
}

// check judges the options by themselves.
func (c *exportCmd) check() (crs.System, error) {
	switch {
	case slices.Contains(laterFormats, c.Format):
		return nil, usagef("--format: %s is not written yet; geojson and h3 are", c.Format)
	case c.Format != "geojson" && c.Format != formatH3:
		return nil, usagef("--format: %.40q is unknown; there are geojson and h3, and later %s", c.Format, strings.Join(laterFormats, ", "))
	case c.Resolution != 0 && c.Format != formatH3:
		return nil, usagef("--resolution: it is of h3 alone, not of %s", c.Format)
	case c.Resolution != 0 && (c.Resolution < atlas.HexLeast || c.Resolution > atlas.HexMost):
		return nil, usagef("--resolution: %d is not within %d to %d", c.Resolution, atlas.HexLeast, atlas.HexMost)
	case c.Revision < 0:
		return nil, usagef("--revision: revisions begin with 1")
	}
	sys, err := crs.Parse(c.CRS)
	if err != nil {
		return nil, usagef("--crs: %v", err)
	}
	if name := sys.Name(); c.Format == formatH3 && name != "wgs84" && name != "EPSG:4326" {
		return nil, usagef("--crs: H3 cells are of WGS-84, not of %s", name)
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

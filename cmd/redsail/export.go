package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// exportCmd writes a layer into a file.
type exportCmd struct {
	storeFlag
	Layer  string `placeholder:"KEY" help:"A layer of the scheme, building, road, path, rail, river, wall, or a kind of places. Of gpkg, shp and xlsx several with commas, or all; of tiles layers of the tiles with commas, or all."`
	Format string `required:"" placeholder:"FORMAT" help:"Form of the file: geojson, csv (with WKT), gpkg, shp (a .zip), xlsx, kml (docs/exports.md); h3: the areas as H3 cells for a join in a warehouse (CSV; docs/warehouse.md); pmtiles, mbtiles: the tiles of the map; site: a folder with the page and its tiles, for any host of files (docs/archives.md)."`
	// Resolution is of h3 alone; 0 = not said.
	Resolution int    `placeholder:"N" help:"Of h3: 7 (hexagons of 5 km²) to 12 (300 m²). Default: 10 (0.015 km²)."`
	MinZoom    *int   `placeholder:"N" help:"Of tiles: the first zoom. Default: that of the layers."`
	MaxZoom    *int   `placeholder:"N" help:"Of tiles: the last zoom. Default: that of the layers."`
	At         string `placeholder:"TIME" help:"An instant with offset, or a date. Default: now."`
	Revision   int64  `placeholder:"N" help:"What this revision knew. Default: the latest."`
	CRS        string `name:"crs" default:"wgs84" help:"System of the coordinates: wgs84, EPSG:n, gcj02, bd09, tm:…; the file names any other than WGS-84."`
	Out        string `placeholder:"FILE" help:"Where it goes ('-' or nothing = stdout)."`
}

// Help says who may have the file.
func (exportCmd) Help() string {
	return "The file holds all that the store knows of each thing, the number of households of a building too: it is for the keeper of the data. " +
		"Tiles (pmtiles, mbtiles, site) hold what the public may know. No person is in either. The same content gives the same file, from whatever store, but for gpkg and xlsx, which name their store and revision."
}

// Run writes.
func (c *exportCmd) Run(ctx context.Context, std streams) error {
	format, err := findFormat(c.Format)
	if err != nil {
		return err
	}
	if err := overStore(c.Store, c.Out); err != nil {
		return err
	}
	if format.run != nil {
		return format.run(c, ctx, std)
	}
	return c.runLayer(ctx, std, format)
}

// runLayer writes one layer into one file.
func (c *exportCmd) runLayer(ctx context.Context, std streams, format *exportFormat) (err error) {
	sys, err := c.check(format)
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
	done, err := format.write(ctx, c, s, e, results{out, spoolFolder(file)})
	if err != nil {
		return err
	}
	if err := file.keep(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.err, "redsail: %s of %s on %s\n", done, e.Layer, e.At)
	return err
}

// check judges the options by themselves.
func (c *exportCmd) check(format *exportFormat) (crs.System, error) {
	switch {
	case c.Layer == "":
		return nil, usagef("--layer: which one is missing")
	case !format.many && (c.Layer == atlas.AllLayers || strings.Contains(c.Layer, ",")):
		return nil, usagef("--layer: %s holds one layer", c.Format)
	case c.Format == "shp" && strings.EqualFold(filepath.Ext(c.Out), ".shp"):
		return nil, usagef("--out: a Shapefile is several files in a .zip, so %.60q is no name for it", filepath.Base(c.Out))
	case c.Resolution != 0 && c.Format != formatH3:
		return nil, usagef("--resolution: it is of h3 alone, not of %s", c.Format)
	case c.Resolution != 0 && (c.Resolution < atlas.HexLeast || c.Resolution > atlas.HexMost):
		return nil, usagef("--resolution: %d is not within %d to %d", c.Resolution, atlas.HexLeast, atlas.HexMost)
	case c.Revision < 0:
		return nil, usagef("--revision: revisions begin with 1")
	}
	if err := c.checkTiles(); err != nil {
		return nil, err
	}
	sys, err := crs.Parse(c.CRS)
	if err != nil {
		return nil, usagef("--crs: %v", err)
	}
	if name := sys.Name(); format.degrees != "" && name != "wgs84" && name != "EPSG:4326" {
		return nil, usagef("--crs: %s of WGS-84, not of %s", format.degrees, name)
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

package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles/picture"
	"github.com/redsail/redsail/web"
)

const formatH3 = "h3"

// exportFormat is one form of an export.
type exportFormat struct {
	name string
	// many is true of a form that takes several layers.
	many bool
	// degrees says why the form takes no system but WGS-84; empty = it takes all.
	degrees string
	// run does it all; nil = runLayer does it by write.
	run func(c *exportCmd, ctx context.Context, std streams) error
	// write writes the file and says what is in it.
	write func(ctx context.Context, c *exportCmd, s city.Reader, e *atlas.Export, out results) (done string, err error)
}

// results is where an export goes.
type results struct {
	io.Writer
	// spool is a folder with room for the file.
	spool string
}

// exportFormats are all forms.
var exportFormats = []exportFormat{
	{name: "geojson", write: writeFeatures((*atlas.Export).WriteGeoJSON)},
	{name: "csv", write: writeFeatures((*atlas.Export).WriteCSV)},
	{name: "gpkg", many: true, write: writeGeoPackage},
	{name: "shp", many: true, write: writeShapefiles},
	{name: "xlsx", many: true, write: writeXLSX},
	{name: "kml", degrees: "KML is", write: writeFeatures((*atlas.Export).WriteKML)},
	{name: formatH3, degrees: "H3 cells are", write: writeH3},
	{name: formatPMTiles, run: (*exportCmd).runTiles},
	{name: formatMBTiles, run: (*exportCmd).runTiles},
	{name: formatSite, run: (*exportCmd).runTiles},
}

// findFormat finds a form by its name.
func findFormat(name string) (*exportFormat, error) {
	var names []string
	for i := range exportFormats {
		if exportFormats[i].name == name {
			return &exportFormats[i], nil
		}
		names = append(names, exportFormats[i].name)
	}
	return nil, usagef("--format: %.40q is unknown; there are %s", name, strings.Join(names, ", "))
}

type featureWriter func(*atlas.Export, context.Context, city.Reader, io.Writer) (int, error)

func writeFeatures(w featureWriter) func(context.Context, *exportCmd, city.Reader, *atlas.Export, results) (string, error) {
	return func(ctx context.Context, _ *exportCmd, s city.Reader, e *atlas.Export, out results) (string, error) {
		n, err := w(e, ctx, s, out.Writer)
		return fmt.Sprintf("%d features", n), err
	}
}

func writeGeoPackage(ctx context.Context, _ *exportCmd, s city.Reader, e *atlas.Export, out results) (_ string, err error) {
	if e.Look, err = picture.ParseLook(web.Look()); err != nil {
		return "", err
	}
	n, err := e.WriteGeoPackage(ctx, s, out.Writer, out.spool)
	return fmt.Sprintf("%d features", n), err
}

func writeShapefiles(ctx context.Context, _ *exportCmd, s city.Reader, e *atlas.Export, out results) (string, error) {
	n, cut, err := e.WriteShapefiles(ctx, s, out.Writer, out.spool)
	return written(n, cut, "README.txt"), err
}

func writeXLSX(ctx context.Context, _ *exportCmd, s city.Reader, e *atlas.Export, out results) (string, error) {
	n, cut, err := e.WriteXLSX(ctx, s, out.Writer)
	return written(n, cut, "the last sheet"), err
}

// written says how many features there are, and how many values lost something.
func written(n, cut int, where string) string {
	if cut > 0 {
		return fmt.Sprintf("%d features (%d values cut: see %s)", n, cut, where)
	}
	return fmt.Sprintf("%d features", n)
}

func writeH3(ctx context.Context, c *exportCmd, s city.Reader, e *atlas.Export, out results) (string, error) {
	areas, cells, err := e.WriteH3(ctx, s, out.Writer, cmp.Or(c.Resolution, atlas.HexUsual))
	return fmt.Sprintf("%d areas in %d cells", areas, cells), err
}

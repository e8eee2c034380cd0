package atlas

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"

	"github.com/redsail/redsail/geo/hex"
	"github.com/redsail/redsail/internal/city"
)

// Resolutions of an export for H3, and how many rows of cells it may have.
const (
	HexLeast   = 7
	HexMost    = 12
	HexUsual   = 10
	maxHexRows = 4_000_000
)

// hexHeader are the columns; docs/warehouse.md says how they are joined.
var hexHeader = []string{"cell", "kind", "code", "rank", "x1", "y1", "x2", "y2", "note"}

// hexRow is an area in a cell: all of the cell where there are no edges.
type hexRow struct {
	cell  hex.Cell
	area  int32 // place in the order of ranks
	edges []hex.Edge
}

// WriteH3 writes how the areas of the layer lie in the cells of a resolution, as CSV for a
// join on cells that gives the owners that the index gives, and tells how many areas and
// cells of areas it wrote. Rows are in the order of cells, ranks, edges; equal content gives
// equal bytes. What has no areas is Invalid with code no_areas, too many cells TooLarge with
// code too_many_cells.
func (e *Export) WriteH3(ctx context.Context, s city.Reader, w io.Writer, resolution int) (areas, cells int, err error) {
	if !hex.On {
		return 0, 0, hexOff()
	}
	list, note, err := e.ranked(ctx, s)
	if err != nil {
		return 0, 0, err
	}
	var rows []hexRow
	for i, a := range list {
		if err := ctx.Err(); err != nil {
			return 0, 0, err
		}
		if rows, err = appendHexRows(rows, a, int32(i), resolution); err != nil {
			return 0, 0, err
		}
	}
	slices.SortFunc(rows, func(x, y hexRow) int { return cmp.Or(cmp.Compare(x.cell, y.cell), cmp.Compare(x.area, y.area)) })
	return len(list), len(rows), writeHexRows(ctx, w, list, rows, note)
}

// ranked are the areas in the order in which they own what several of them hold: the smaller
// first (exact area on the lattice), then the lower code; with the mark of a made-up city.
func (e *Export) ranked(ctx context.Context, s city.Reader) (areas []*city.Area, note string, err error) {
	scheme, kind, rs, err := e.records(ctx, s)
	if err != nil {
		return nil, "", err
	}
	if scheme.Demo {
		note = city.MadeUpMark
	}
	if kind != city.KindArea {
		return nil, "", city.Errorf(city.Invalid, "no_areas", "%q has no areas that could lie in H3 cells; take a layer of the scheme", e.Layer)
	}
	areas = make([]*city.Area, 0, len(rs))
	for i := range rs {
		if a, ok := rs[i].Content.(*city.Area); ok {
			areas = append(areas, a)
		}
	}
	slices.SortFunc(areas, func(a, b *city.Area) int {
		return cmp.Or(a.Shape.TwiceArea().Compare(b.Shape.TwiceArea()), cmp.Compare(a.Code, b.Code))
	})
	return areas, note, nil
}

// appendHexRows lays cells over an area.
func appendHexRows(rows []hexRow, a *city.Area, number int32, resolution int) ([]hexRow, error) {
	edges := hex.NewRows(a.Shape)
	cover, err := hex.NewCover(a.Shape, edges, resolution, maxHexRows)
	if err != nil {
		return nil, hexError(a.Key(), err)
	}
	if len(rows)+len(cover.Full)+len(cover.Border) > maxHexRows {
		return nil, hexError(a.Key(), &hex.LimitError{Limit: maxHexRows, Resolution: resolution})
	}
	for _, c := range cover.Full {
		rows = append(rows, hexRow{cell: c, area: number})
	}
	for _, c := range cover.Border {
		grown, err := c.Grown()
		if err != nil {
			return nil, hexError(a.Key(), err)
		}
		if cut := edges.Cut(grown.Box()); len(cut) > 0 {
			rows = append(rows, hexRow{cell: c, area: number, edges: cut})
		}
	}
	return rows, nil
}

// hexError names the area whose cells cannot be had.
func hexError(k city.Key, err error) error {
	var many *hex.LimitError
	if errors.As(err, &many) {
		return city.Errorf(city.TooLarge, "too_many_cells", "%s: %v", k, err)
	}
	return city.Errorf(city.Invalid, "out_of_range", "%s: %v", k, err)
}

// hexOff is the answer of a program without H3.
func hexOff() error {
	return city.Errorf(city.NotFound, "h3_unavailable", "this Redsail was built without H3 and knows no hexagons; one that was built with a C compiler does")
}

func writeHexRows(ctx context.Context, w io.Writer, list []*city.Area, rows []hexRow, note string) error {
	buf := bufio.NewWriterSize(w, 1<<16)
	out := csv.NewWriter(buf)
	out.UseCRLF = true // RFC 4180
	if err := out.Write(hexHeader); err != nil {
		return err
	}
	number := func(v int32) string { return strconv.Itoa(int(v)) }
	for i := range rows {
		r := &rows[i]
		if err := ctx.Err(); err != nil {
			return err
		}
		line := []string{r.cell.String(), "full", list[r.area].Code, number(r.area + 1), "", "", "", "", note}
		if len(r.edges) == 0 {
			if err := out.Write(line); err != nil {
				return err
			}
		}
		for _, e := range r.edges {
			line[1], line[4], line[5], line[6], line[7] = "border", number(e.A.X), number(e.A.Y), number(e.B.X), number(e.B.Y)
			if err := out.Write(line); err != nil {
				return err
			}
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return buf.Flush()
}

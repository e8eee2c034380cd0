package intake

import (
	"strings"

	"github.com/redsail/redsail/geo/codec"
)

// sumColumns hold what is added up, so that one number over several rows says nothing of each.
var sumColumns = map[string]bool{colHouseholds: true, colPopulation: true, colFloorArea: true, colCost: true, colMembers: true}

// shown is what a spreadsheet shows in a column of the row. A heading that is merged with cells of rows
// is no value of theirs.
func (r *rowCells) shown(at int) (c codec.Cell, span *codec.Span) {
	if c, span = r.row.Shown(at); span == nil || span.Top > r.head.bottom {
		return c, span
	}
	return r.own(at), nil
}

// own is a cell as the file has it, under what is shown in its place.
func (r *rowCells) own(at int) codec.Cell {
	if at < len(r.row.Cells) {
		return r.row.Cells[at]
	}
	return codec.Cell{}
}

// cell is what a column shows. It fails where another value is hidden under that.
func (r *rowCells) cell(key string, at int) codec.Cell {
	c, span := r.shown(at)
	if span == nil {
		return c
	}
	if own := strings.TrimSpace(r.own(at).Text); own != "" && own != strings.TrimSpace(c.Text) {
		r.fail(key, "merged_cell", "the cell is merged with one in row %d, and another value than that one's is hidden under it: part the cells and write each value", span.Top)
	}
	return c
}

// single is false, and a fault of the row, where the number of a column that is added up stands in merged
// cells: of several rows, or of several columns that are read.
func (r *rowCells) single(key string) bool {
	at := r.head.at[key]
	_, span := r.shown(at)
	if span == nil || !sumColumns[key] || !r.severalOf(key, span) {
		return true
	}
	r.fail(key, "merged_cell", "one number stands in the merged cells of rows %d to %d, and what part of it is this row's nobody knows: write each row's own", span.Top, span.Bottom)
	return false
}

// severalOf is true where merged cells are of several rows, or of several columns that are read.
func (r *rowCells) severalOf(key string, span *codec.Span) bool {
	if span.Top < span.Bottom {
		return true
	}
	for other, at := range r.head.at {
		if other != key && span.Left <= at && at <= span.Right {
			return true
		}
	}
	return false
}

package intake

import (
	"fmt"
	"slices"
	"strings"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// LeftEdit is a cell of an edited copy that was edited, and whose value is not taken: what somebody wrote is
// never lost without a word.
type LeftEdit struct {
	Feature int    `json:"feature"` // from 1 in file order
	Code    string `json:"code"`
	Column  string `json:"column"`
	// Exported is what the export wrote there, File what stands there now; empty = nothing.
	Exported string      `json:"exported"`
	File     string      `json:"file"`
	Reason   string      `json:"reason"` // edit_not_taken
	Message  string      `json:"message"`
	At       *[2]float64 `json:"at"`
}

// editNotTaken is the reason of all of them.
const editNotTaken = "edit_not_taken"

// mostLeftEdits bounds those that are told; the rest are counted.
const mostLeftEdits = 1000

func tellLeft(list *[]LeftEdit, more *int, e LeftEdit) {
	if len(*list) >= mostLeftEdits {
		*more++
		return
	}
	e.Code, e.Exported, e.File = clip(e.Code), clip(e.Exported), clip(e.File)
	*list = append(*list, e)
}

func (r *Report) tellLeft(e LeftEdit)      { tellLeft(&r.LeftEdits, &r.LeftEditsMore, e) }
func (r *ThingReport) tellLeft(e LeftEdit) { tellLeft(&r.LeftEdits, &r.LeftEditsMore, e) }

// editedCell is a cell in which something else stands than the export wrote.
type editedCell struct{ column, exported, file string }

// unplaced are the columns of which the text is one of the system of the file: what stands there is read.
var unplaced = []string{colDoors, colStand}

// editedCells are those of a row of a copy; cell gives its text, false where the copy lacks the column.
func editedCells(base city.Content, cell func(column string) (string, bool)) (out []editedCell, err error) {
	if base == nil {
		return nil, nil
	}
	exported, err := atlas.ExportCells(base)
	if err != nil {
		return nil, err
	}
	for _, column := range atlas.ExportColumns(base.Key().Kind) {
		text, has := cell(column)
		if text = strings.TrimSpace(text); has && text != exported[column] && !slices.Contains(unplaced, column) {
			out = append(out, editedCell{column, exported[column], text})
		}
	}
	return out, nil
}

// leftOf are those of the edited cells whose values are not in file, which is what the row is read as. Of a column that is read what is written there counts, so only what cannot be emptied, the
// address and the store's own columns can be among them.
func leftOf(edited []editedCell, file city.Content, read func(column string) bool) (out []LeftEdit, err error) {
	if len(edited) == 0 {
		return nil, nil
	}
	now, err := atlas.ExportCells(file)
	if err != nil {
		return nil, err
	}
	for _, c := range edited {
		why := ""
		switch isRead := read(c.column); {
		case c.column == colAddress && isRead && squeezed(now[colAddress]) != squeezed(c.file):
			why = fmt.Sprintf("it is kept as %q: divisions in front and dwellings are not kept", clip(now[colAddress]))
		case now[c.column] != c.exported:
		case c.column == colFormer:
			why = "former codes are kept by the store: they come of a change of the code there"
		case !isRead:
			why = "the column is not read"
		case c.file == "":
			why = "it cannot be without: the value stays"
		}
		if why != "" {
			out = append(out, LeftEdit{Code: file.Key().Code, Column: c.column, Exported: c.exported, File: c.file, Reason: editNotTaken, Message: why, At: pair(corner(file))})
		}
	}
	return out, nil
}

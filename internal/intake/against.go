package intake

import (
	"context"
	"encoding/hex"
	"strconv"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// Against is the export that a file is an edited copy of.
type Against struct {
	StoreID  string `json:"store_id"`
	Timeline string `json:"timeline"`
	Revision int64  `json:"revision"`
	// Date is the one on which what was exported was in force.
	Date string `json:"date"`
	hash string
	at   city.Date
}

// originOf reads what an export says of itself; nil where the file is none.
func originOf(path string, src *codec.Source) (*Against, error) {
	if src.About == nil {
		return nil, nil
	}
	a := &Against{StoreID: src.About[atlas.AboutStore], Timeline: src.About[atlas.AboutTimeline], Date: src.About[atlas.AboutDate], hash: src.About[atlas.AboutHash]}
	var err error
	if a.Revision, err = strconv.ParseInt(src.About[atlas.AboutRevision], 10, 64); err == nil {
		a.at, err = city.ParseDate(a.Date)
	}
	if err != nil || a.Revision < 0 {
		return nil, city.Errorf(city.Invalid, "bad_export_mark", "%s: its table %s does not say of which revision and date it is: delete the table to import the file as any other", path, atlas.AboutTable)
	}
	return a, nil
}

// ours is true of an export of this store as it became what it is: of its timeline, and of a
// revision that it has.
func (a *Against) ours(ctx context.Context, s city.Reader, st city.State) (bool, error) {
	if a == nil || a.StoreID != st.StoreID || a.Timeline != st.Timeline || a.Revision > st.Revision {
		return false, nil
	}
	if a.Revision == 0 || a.hash == "" {
		return true, nil
	}
	rs, err := s.Revisions(ctx, a.Revision-1, 1)
	if err != nil || len(rs) == 0 {
		return false, err
	}
	return hex.EncodeToString(rs[0].Hash[:]) == a.hash, nil
}

// records are those that were exported, by their keys; layer may be empty for all of a kind.
func (a *Against) records(ctx context.Context, s city.Reader, kind city.RecordKind, layer string) (map[city.Key]city.Content, error) {
	out := map[city.Key]city.Content{}
	if a.Revision == 0 { // an empty store
		return out, nil
	}
	rs, err := s.Records(ctx, city.Query{Kind: kind, Layer: layer, At: &a.at, Revision: a.Revision})
	for i := range rs {
		out[rs[i].Key()] = rs[i].Content
	}
	return out, err
}

// Conflict is a feature of an edited copy that the store has changed too, since the export and
// otherwise.
type Conflict struct {
	Feature int    `json:"feature"` // from 1 in file order; 0 = it is missing in the file
	Code    string `json:"code"`
	// Fields are those that both changed; "ended" = the store has ended it, "missing" = the
	// file lacks it and --replace would end it, though the store has changed it.
	Fields []string `json:"fields"`
	// Values are those of the fields that can be told in a line, of the store and of the file.
	Values []ConflictValue `json:"values"`
	At     *[2]float64     `json:"at"`
	// Taken is whose values stand: store or file; empty = the import is refused.
	Taken ConflictRule `json:"taken,omitempty"`
}

// ConflictRule says what an import does with conflicts.
type ConflictRule string

// The rules; none refuses the import.
const (
	KeepStore ConflictRule = "keep-store"
	TakeFile  ConflictRule = "take-file"
)

// ParseConflictRule reads a rule; empty or refuse is none.
func ParseConflictRule(text string) (ConflictRule, error) {
	switch r := ConflictRule(text); r {
	case "", KeepStore, TakeFile:
		return r, nil
	case "refuse":
		return "", nil
	}
	return "", city.Errorf(city.Invalid, "bad_conflicts", "conflicts: %.40q is none of refuse, %s and %s", text, KeepStore, TakeFile)
}

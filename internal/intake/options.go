package intake

import (
	"context"
	"time"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// Options say how a file is read and what an import may do.
type Options struct {
	Layer string
	// CRS is a name that crs.Parse knows, or auto (the default): what the file says, else
	// what its coordinates show.
	CRS      string
	SwapAxes bool
	// Control is a table of points known in the drawing (x, y) and in the world (lon, lat, or
	// easting, northing of CRS): the file's coordinates are turned onto them. "" = none.
	Control string
	// CodeField, NameField and ParentField name the fields; A+B joins two with "-". Empty:
	// code and name when the file has fields of these names; the parent from geometry. Fields
	// name_en and name_zh_hant are the English and the traditional name.
	CodeField, NameField, ParentField string
	// Replace ends the areas of the layer that the file lacks; Within limits it to the areas
	// inside the area of this code, in whatever layer above.
	Replace bool
	Within  string
	// Conflicts says what is done where the file is an edited copy of an export and the store has
	// changed the same since; empty = the import is refused.
	Conflicts ConflictRule
	// Strict refuses the whole file on any finding.
	Strict bool
	// EffectiveFrom is the date from which the areas hold; nil: an open start for the first
	// import into an empty layer, else today in the city's zone.
	EffectiveFrom *city.Date
	// Repairs are those that may be done; no others are.
	Repairs Repairs
	// Origin says where the file comes from; Seen is told what it holds.
	Origin Origin
	Seen   Seen
	// DryRun reports and writes nothing.
	DryRun bool
	// SourceLayer picks a layer of a file that holds several.
	SourceLayer string
	Encoding    string
	Author      string
	Note        string
	Limits      codec.Limits
	// Now tells the time; nil = time.Now.
	Now func() time.Time
	// Progress, when not nil, is told what is being done.
	Progress Progress
	// Check, when not nil, may sign the change or refuse it, before it is judged or written.
	Check func(ctx context.Context, c *city.Change) error
}

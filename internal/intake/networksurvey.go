package intake

import (
	"context"
	"fmt"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
)

// survey builds the network of the file's lines as an adult walks it, and puts into the report
// what keeps its parts from each other. A table of walls or rivers alone has no network; a map or a graph
// without streets is not what it was taken for.
func (im *networkImporter) survey(ctx context.Context, s city.Store) error {
	r, lines := im.report, im.file.Lines
	if r.Lines[string(streets.Road)]+r.Lines[string(streets.Path)] == 0 {
		if im.file.OfRows() {
			return nil
		}
		return &codec.FileError{Kind: codec.KindEmpty, File: im.path, Message: "there is no street in it"}
	}
	network, found, err := walk.Build(streets.Walk(lines), im.scheme.WalkRules(), walk.Adult)
	if err != nil {
		return &codec.FileError{Kind: codec.KindMalformed, File: im.path, Message: "the streets make no network", Err: err}
	}
	c := &r.Counts
	c.Nodes, c.Edges = network.Graph().Nodes(), len(network.Graph().Edges())
	c.Walked, c.Closed = found.Taken, found.Ways-found.Taken
	c.Blocked, c.LooseGates, c.Islands = len(found.Blocked), len(found.Loose), len(found.Islands)
	c.Islets, c.Private, c.Enclosed = found.Islets, len(found.Private()), found.Enclosed
	for _, i := range found.Islands {
		c.IslandNodes += i.Nodes
		if len(r.Islands) < mostMentions {
			r.Islands = append(r.Islands, Island{Code: lines[i.Way].Code, Nodes: i.Nodes, Metres: float64(i.Metres), At: i.Place.LonLat()})
		}
	}
	for _, b := range few(found.Blocked) {
		l := &lines[b.Gate]
		r.BlockedGates = append(r.BlockedGates, NetworkFault{Code: l.Code, Message: why(l), At: b.Place.LonLat()})
	}
	return im.tellSetBack(ctx, s, network)
}

// why says what closes a gate.
func why(l *streets.Line) string {
	for _, k := range []string{"locked", "foot", "access"} {
		if v := l.Class[k]; v != "" && v != "yes" || k == "locked" && v == "yes" {
			return fmt.Sprintf("nobody may pass: %s=%s", k, v)
		}
	}
	return "nobody may pass, by the rules of walking"
}

package walk

import (
	"context"

	"github.com/redsail/redsail/geo"
)

// Outlines are the rings of a drawing before small holes are filled and the rest is simplified.
func (c *Contours) Outlines(ctx context.Context, limit Time) ([]geo.Ring, error) {
	m := marching{Contours: c, in: func(f Found) bool { return f.Time <= limit }}
	return m.rings(ctx)
}

package httpapi

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"sync"

	"github.com/redsail/redsail/internal/atlas"
)

// maxTilesEvent bounds the tiles that an event names, in bytes of their names; of the layers
// with most of them it then says no more than that any may have changed.
const maxTilesEvent = 60 << 10

// tilesEvent says which tiles are other ones, from the moment it is sent on.
type tilesEvent struct {
	Revision int64 `json:"revision"`
	// All is true when any tile of any layer may have changed.
	All    bool           `json:"all,omitempty"`
	Layers []renewedLayer `json:"layers"`
}

// renewedLayer is a layer, with its labels, some of whose tiles are other ones.
type renewedLayer struct {
	Layer string   `json:"layer"`
	All   bool     `json:"all,omitempty"`
	Tiles []string `json:"tiles,omitempty"` // z/x/y
}

// renewedMemo keeps the event that was made last: most listeners wait for the same one.
type renewedMemo struct {
	mu             sync.Mutex
	since, renewal int64
	data           []byte
}

// renewed is the event that sums up the renewals after the one with a number, and the number
// of the last of them.
func (s *Server) renewed(since int64) (renewal int64, data []byte) {
	m := &s.memo
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.data == nil || m.since != since || m.renewal != s.atlas.Renewals() {
		r := s.atlas.RenewedSince(since)
		r.Revision = cmp.Or(r.Revision, s.atlas.Current().Revision)
		m.since, m.renewal, m.data = since, r.Number, encode(tilesEventOf(&r))
	}
	return m.renewal, m.data
}

func tilesEventOf(r *atlas.Renewal) *tilesEvent {
	e := &tilesEvent{Revision: r.Revision, All: r.All, Layers: make([]renewedLayer, len(r.Layers))}
	sizes := make([]int, len(r.Layers))
	total := 0
	for i, l := range r.Layers {
		e.Layers[i] = renewedLayer{Layer: l.Key, All: l.Whole}
		for _, a := range l.Tiles {
			name := a.String()
			e.Layers[i].Tiles = append(e.Layers[i].Tiles, name)
			sizes[i] += len(name) + len(`"",`)
		}
		total += sizes[i]
	}
	for total > maxTilesEvent {
		i := slices.Index(sizes, slices.Max(sizes))
		e.Layers[i] = renewedLayer{Layer: e.Layers[i].Layer, All: true}
		total -= sizes[i]
		sizes[i] = 0
	}
	return e
}

// newRun names this run of the server.
func newRun() string {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

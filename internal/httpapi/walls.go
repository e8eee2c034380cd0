package httpapi

import (
	"context"
	"slices"
	"sync"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// walls are the servers of what walls show, the one asked last at the end: like that of strangers,
// each looks at the store as if it held nothing else, so that no row, tile or text can tell of the
// rest.
type walls struct {
	mu   sync.Mutex
	here []*stranger
}

// mostWalls is how many views of walls are kept ready; the one that nobody has asked for longest makes
// way, and is made again when somebody does.
const mostWalls = 8

// wallOf is the server of what a wall shows.
func (s *Server) wallOf(ctx context.Context, wall *access.Wall) (*Server, error) {
	id := wall.ID()
	s.walls.mu.Lock()
	i := slices.IndexFunc(s.walls.here, func(at *stranger) bool { return at.keys == id })
	var at *stranger
	if i >= 0 {
		at = s.walls.here[i]
		s.walls.here = slices.Delete(s.walls.here, i, i+1)
	} else {
		at = s.makeSide(ctx, id, func(scheme *city.Scheme) func(city.Reader) city.Reader {
			return func(r city.Reader) city.Reader { return access.Walled(r, *wall, scheme) }
		}, s.forgetWall)
	}
	if len(s.walls.here) >= mostWalls {
		s.walls.here[0].leave()
		s.walls.here = slices.Delete(s.walls.here, 0, 1)
	}
	s.walls.here = append(s.walls.here, at)
	s.walls.mu.Unlock()
	return s.sideWhen(ctx, at)
}

// forgetWall lets the next who asks try again.
func (s *Server) forgetWall(at *stranger) {
	s.walls.mu.Lock()
	defer s.walls.mu.Unlock()
	s.walls.here = slices.DeleteFunc(s.walls.here, func(one *stranger) bool { return one == at })
}

package atlas

import (
	"context"
	"sync"

	"github.com/redsail/redsail/internal/city"
)

// idle are the persons without a post that a picture was last asked for.
type idle struct {
	mu   sync.Mutex
	done bool
	date city.Date
	made []city.IdlePerson
}

// IdlePersons are the findings person_idle of a picture: those whom no post has held for as long as the
// norm person_idle_days says, by their codes, never by names; nobody where the norm is 0. They are for
// keepers of the whole city, and so in no StaffCheck. erased are the codes of those who were erased, in
// byte order.
func (a *Atlas) IdlePersons(ctx context.Context, p *Picture, erased []string) (*StaffKind, error) {
	r := &roll{p: p}
	norm := r.setting("person_idle_days")
	if r.err != nil {
		return nil, r.err
	}
	var list []city.IdlePerson
	if norm.Min > 0 {
		var err error
		if list, err = a.idlePersons(ctx, p, norm.Min, erased); err != nil {
			return nil, err
		}
	}
	found := make([]StaffFinding, 0, len(list))
	for _, one := range list {
		found = append(found, StaffFinding{Layer: city.LayerPerson, Code: one.Code, Count: int64(p.Date) - int64(one.Since), Ends: one.Since.String()})
	}
	kind := kindOf(StaffIdle, norm, found)
	return &kind, nil
}

// idlePersons asks the store once for each picture; who was erased since is left out.
func (a *Atlas) idlePersons(ctx context.Context, p *Picture, days int64, erased []string) ([]city.IdlePerson, error) {
	p.idle.mu.Lock()
	defer p.idle.mu.Unlock()
	if !p.idle.done || p.idle.date != p.Date {
		made, err := city.IdlePersons(ctx, a.store, p.Revision, p.Date, days, erased)
		if err != nil {
			return nil, err
		}
		p.idle.done, p.idle.date, p.idle.made = true, p.Date, made
		p.asides.Add(int64(findingBytes * len(made)))
	}
	return city.NotErased(p.idle.made, erased), nil
}

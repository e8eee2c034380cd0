package atlas

import (
	"strings"
	"sync"

	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// Limits of the networks that the streets of a city have for others than adults on foot: of each
// so many, fewer where they are large.
const (
	mostProfiles = 3
	profileBytes = 256 << 20
)

// ProfileOf finds a profile of the scheme's rules of walking; "" is an adult. One that is not
// there is Invalid with code unknown_profile.
func ProfileOf(scheme *city.Scheme, name string) (*walk.Profile, error) {
	rules := scheme.WalkRules()
	if name == "" {
		name = walk.Adult
	}
	found, err := rules.Profile(name)
	if err != nil {
		known := make([]string, len(rules.Profiles))
		for i := range rules.Profiles {
			known[i] = rules.Profiles[i].Name
		}
		return nil, city.Errorf(city.Invalid, "unknown_profile", "profile: there is no profile %.40q of people on their way; known are %s", name, strings.Join(known, ", "))
	}
	return found, nil
}

// few keeps what was used last, by name.
type few[T any] struct {
	mu   sync.Mutex
	list []named[T] // used last at the end
}

type named[T any] struct {
	name string
	it   *T
}

// of finds what has a name, or puts a new one there; at most so many stay. Who holds one that went
// has it on.
func (f *few[T]) of(name string, most int, fresh func() *T) *T {
	f.mu.Lock()
	defer f.mu.Unlock()
	one := named[T]{name: name}
	for i := range f.list {
		if f.list[i].name == name {
			one = f.list[i]
			f.list = append(f.list[:i], f.list[i+1:]...)
			break
		}
	}
	if one.it == nil {
		one.it = fresh()
	}
	if f.list = append(f.list, one); len(f.list) > most {
		f.list = append([]named[T](nil), f.list[len(f.list)-most:]...)
	}
	return one.it
}

// profilesKept is how many networks for other profiles are kept of so many lines.
func profilesKept(lines int) int {
	return max(1, min(mostProfiles, profileBytes/max(1, lines*streetBytes)))
}

// StreetsOf is Streets for a profile of the scheme's rules, whose network is made when somebody
// first asks for it; "" is an adult.
func (p *Picture) StreetsOf(profile string) (_ *Streets, err error) {
	defer recovered(&err)
	if profile == "" || profile == walk.Adult {
		return p.Streets()
	}
	net, err := p.laidFor(profile)
	if err != nil {
		return nil, err
	}
	return p.stood(net, p.feetFor(profile))
}

// laidFor is the network of a profile; its err says why there is none.
func (p *Picture) laidFor(profile string) (*streetNet, error) {
	if profile == "" || profile == walk.Adult {
		return p.laid(), nil
	}
	if _, err := ProfileOf(p.Scheme, profile); err != nil {
		return nil, err
	}
	base := p.walking.net
	lines := p.LinesOf()
	net := base.others.of(profile, profilesKept(len(lines)), func() *streetNet { return &streetNet{revision: base.revision, profile: profile} })
	p.lay(net, lines)
	return net, nil
}

// feetFor is where the buildings stand on the network of a profile. Networks of one profile on the same
// lines are the same, made again or not.
func (p *Picture) feetFor(profile string) *dwellingFeet {
	if profile == "" || profile == walk.Adult {
		return p.walking.feet
	}
	return p.walking.feet.others.of(profile, mostProfiles, func() *dwellingFeet { return &dwellingFeet{} })
}

// weighOnce notes bytes that were made for the picture, of each thing once, however often it is let
// go and made again.
func (p *Picture) weighOnce(what string, bytes int64) {
	if _, before := p.walking.weighed.LoadOrStore(what, true); !before {
		p.asides.Add(bytes)
	}
}

package demo

import (
	"context"
	"fmt"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/internal/city"
)

// Title names the city in its scheme. It stands in every store of it, near the beginning.
var Title = Name{Zh: "云帆市 " + Notice.Zh, En: "Yunfan City, demo data (made up)"}

// Scheme is the default scheme, marked as made up, with the words of the city's classes.
func (c *City) Scheme() (*city.Scheme, error) {
	src, err := data.Scheme("default")
	if err != nil {
		return nil, err
	}
	s, err := city.ParseScheme(src)
	if err != nil {
		return nil, err
	}
	s.Demo, s.Name, s.Terms = true, Title, c.Terms
	return s, nil
}

// Ours is true of a scheme that Scheme has made.
func Ours(s *city.Scheme) bool { return s.Demo && s.Name == Title }

// Outdated is true of a store that demo made before the city had more than areas: its first
// Change names demo as the author.
func Outdated(ctx context.Context, r city.Reader, s *city.Scheme) (bool, error) {
	if !s.Demo || s.Name != Notice {
		return false, nil
	}
	first, err := r.Revisions(ctx, 0, 1)
	return len(first) > 0 && first[0].Author == "demo", err
}

// completed is the note of a city's last Change.
func completed(s Size) string {
	return note(Name{Zh: fmt.Sprintf("地标初始入库，演示城市编制完毕（规模 %s）", s), En: fmt.Sprintf("First survey of landmarks; the demo city (size %s) is complete", s)})
}

// SizeOf tells which city a store holds by the note of its last Change, whatever has been
// written since; empty when there is no such note: the city is not whole.
func SizeOf(ctx context.Context, r city.Reader) (Size, error) {
	st, err := r.State(ctx)
	if err != nil {
		return "", err
	}
	for rev := st.Revision; rev > 0; rev-- {
		one, err := r.Revisions(ctx, rev-1, 1) // without its entries, which are the whole city
		if err != nil {
			return "", err
		}
		for _, size := range []Size{SizeTiny, SizeMiddle, SizeCity, SizeLarge} {
			if len(one) > 0 && one[0].Note == completed(size) {
				_, err := r.Log(ctx, rev-1, 1) // few entries, and most often the last bytes of the file
				return size, err
			}
		}
	}
	return "", nil
}

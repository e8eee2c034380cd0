package walk

// With gives the rules with those of more, which may be nil, added: a row takes the place of the
// one for the same word, tag or profile.
func (r *Rules) With(more *Rules) *Rules {
	if more == nil {
		return r
	}
	islet := more.IsletMetres
	if islet == nil {
		islet = r.IsletMetres
	}
	return &Rules{
		IsletMetres: islet, DatumChecked: r.DatumChecked || more.DatumChecked,
		Classes:  over(r.Classes, more.Classes, func(c ClassRule) string { return c.Word }),
		Access:   over(r.Access, more.Access, func(a AccessRule) string { return a.Key + "=" + a.Value }),
		Stops:    over(r.Stops, more.Stops, func(s StopRule) string { return s.Word }),
		Barriers: over(r.Barriers, more.Barriers, func(b BarrierRule) string { return b.Word }),
		Profiles: over(r.Profiles, more.Profiles, func(p Profile) string { return p.Name }),
	}
}

// over keeps the order of rows; new ones follow. What stands twice in more stays twice, for Check
// to refuse.
func over[T any](rows, more []T, key func(T) string) []T {
	by := map[string]T{}
	for _, m := range more {
		by[key(m)] = m
	}
	known := map[string]bool{}
	out := make([]T, 0, len(rows)+len(more))
	for _, row := range rows {
		k := key(row)
		known[k] = true
		if m, ok := by[k]; ok {
			row = m
		}
		out = append(out, row)
	}
	seen := map[string]bool{}
	for _, m := range more {
		if k := key(m); !known[k] || seen[k] {
			out = append(out, m)
		}
		seen[key(m)] = true
	}
	return out
}

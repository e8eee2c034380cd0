package plan

// EditOnly does an edit and gives what it did to the households by area, without describing the
// whole scenario.
func (p *Planner) EditOnly(id string, e Edit) (*Delta, error) {
	sc, done, err := p.scenario(id)
	if err != nil {
		return nil, err
	}
	defer done()
	got, err := sc.play.do(&sc.ask, e)
	if err != nil {
		return nil, err
	}
	return sc.play.town.delta(got), nil
}

// UndoOnly takes it back.
func (p *Planner) UndoOnly(id string) (*Delta, error) {
	sc, done, err := p.scenario(id)
	if err != nil {
		return nil, err
	}
	defer done()
	got, err := sc.play.undo()
	if err != nil {
		return nil, err
	}
	return sc.play.town.delta(got), nil
}

// Forget lets a scenario's session forget the steps of its edits, as it does after many.
func (p *Planner) Forget(id string) {
	sc, done, err := p.scenario(id)
	if err != nil {
		panic(err)
	}
	defer done()
	fresh, err := sc.play.town.newPlay(sc.ask)
	if err != nil {
		panic(err)
	}
	sc.play.session = fresh.session
}

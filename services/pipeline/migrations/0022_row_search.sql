-- What is said in a trajectory, to be searched by words: null for those that were stored before. Words of a build's rows
-- are compared row by row, within one build: an index over all builds would be no help where rows are of several tenants.
alter table trajectories add column search tsvector;
-- A wide column that only searches read.
alter table trajectories alter column search set storage external;

/** Who may import whom. The folders and the reasons stand in docs/architecture.md. */
const STAGES = 'pull|fetch|check|notify|rollup|capacity|plan';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'model-is-a-leaf',
      severity: 'error',
      from: { path: '^shared/model/' },
      to: { path: '^(agent|functions|dashboard|local|bench|tests|shared/store)/' },
    },
    {
      name: 'model-imports-only-zod',
      severity: 'error',
      from: { path: '^shared/model/', pathNot: '\\.(test|arbitrary|fixture)\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg'], pathNot: 'node_modules/zod/' },
    },
    {
      name: 'model-runs-anywhere',
      severity: 'error',
      from: { path: '^shared/model/', pathNot: '\\.(test|arbitrary|fixture)\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'sides-meet-in-the-model',
      severity: 'error',
      from: { path: '^(agent|dashboard)/' },
      to: { path: '^(agent|functions|dashboard|local|shared/store)/', pathNot: '^$1/' },
    },
    {
      name: 'stages-meet-in-the-store',
      severity: 'error',
      from: { path: `^functions/(${STAGES}|api|dashboard)/` },
      to: { path: `^functions/(${STAGES}|api|dashboard)/`, pathNot: '^functions/$1/' },
    },
    {
      name: 'only-handlers-do-io',
      severity: 'error',
      from: { path: `^functions/(${STAGES})/`, pathNot: '(handler|\\.test)\\.ts$' },
      to: { path: '^(shared/store|functions/platform)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'product-needs-no-local',
      severity: 'error',
      from: { path: '^(shared|agent|functions|dashboard)/' },
      to: { path: '^(local|bench|tests)/' },
    },
    {
      name: 'only-the-store-uses-mongodb',
      severity: 'error',
      from: { pathNot: ['^shared/store/', '^local/', '^bench/', '^tests/', '\\.test\\.ts$'] },
      to: { path: 'node_modules/mongodb' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.json'], conditionNames: ['import', 'default'] },
  },
};

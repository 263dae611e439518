// In the place of ajv, which compiles each schema to code: accepts every setting, and fills in the defaults.
module.exports = class {
  errors = null;
  #schemas = new Map();

  addSchema(schema, id) {
    this.#schemas.set(id, (data) => {
      fillIn(schema, data);
      return true;
    });
  }

  removeSchema(id) {
    this.#schemas.delete(id);
  }

  getSchema(id) {
    return this.#schemas.get(id);
  }

  validateSchema() {
    return true;
  }
};

function fillIn({ properties = {} }, data) {
  for (const [name, property] of Object.entries(properties)) {
    if (data[name] === undefined && property.default !== undefined)
      data[name] = structuredClone(property.default);
    if (isObject(data[name])) fillIn(property, data[name]);
  }
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
